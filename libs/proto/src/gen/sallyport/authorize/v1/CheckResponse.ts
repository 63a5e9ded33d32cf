// Original file: proto/sallyport/authorize/v1/authorize.proto

import type { OutcomeInput as _sallyport_authorize_v1_OutcomeInput, Outcome as _sallyport_authorize_v1_Outcome } from '../../../sallyport/authorize/v1/Outcome.ts';
import type { ReasonInput as _sallyport_authorize_v1_ReasonInput, Reason as _sallyport_authorize_v1_Reason } from '../../../sallyport/authorize/v1/Reason.ts';
import type { HeaderInput as _sallyport_authorize_v1_HeaderInput, Header as _sallyport_authorize_v1_Header } from '../../../sallyport/authorize/v1/Header.ts';
import type { DependencyInput as _sallyport_authorize_v1_DependencyInput, Dependency as _sallyport_authorize_v1_Dependency } from '../../../sallyport/authorize/v1/Dependency.ts';
import type { VaryInput as _sallyport_authorize_v1_VaryInput, Vary as _sallyport_authorize_v1_Vary } from '../../../sallyport/authorize/v1/Vary.ts';
import type { Long } from '@grpc/proto-loader';

export interface CheckResponseInput {
  'outcome'?: (_sallyport_authorize_v1_OutcomeInput);
  'reasons'?: (_sallyport_authorize_v1_ReasonInput)[];
  /**
   * Sent upstream on ALLOW, after everything of the client's and the route's.
   */
  'upstreamHeaders'?: (_sallyport_authorize_v1_HeaderInput)[];
  'epoch'?: (string);
  /**
   * authorize's caught-up version when it decided.
   */
  'decidedAt'?: (number | string | Long);
  'dependencies'?: (_sallyport_authorize_v1_DependencyInput)[];
  /**
   * The attributes that were read, with the values read: the answer holds for requests that agree on all of them.
   */
  'vary'?: (_sallyport_authorize_v1_VaryInput)[];
  /**
   * From the sending of the request; 0: do not store.
   */
  'lifetimeMs'?: (number);
  /**
   * For the access log and the denial page.
   */
  'userId'?: (string);
  'userEmail'?: (string);
}

export interface CheckResponse {
  'outcome': (_sallyport_authorize_v1_Outcome);
  'reasons': (_sallyport_authorize_v1_Reason)[];
  /**
   * Sent upstream on ALLOW, after everything of the client's and the route's.
   */
  'upstreamHeaders': (_sallyport_authorize_v1_Header)[];
  'epoch': (string);
  /**
   * authorize's caught-up version when it decided.
   */
  'decidedAt': (string);
  'dependencies': (_sallyport_authorize_v1_Dependency)[];
  /**
   * The attributes that were read, with the values read: the answer holds for requests that agree on all of them.
   */
  'vary': (_sallyport_authorize_v1_Vary)[];
  /**
   * From the sending of the request; 0: do not store.
   */
  'lifetimeMs': (number);
  /**
   * For the access log and the denial page.
   */
  'userId': (string);
  'userEmail': (string);
}
