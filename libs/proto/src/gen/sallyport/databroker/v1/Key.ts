// Original file: proto/sallyport/databroker/v1/databroker.proto

import type { TimestampInput as _google_protobuf_TimestampInput, Timestamp as _google_protobuf_Timestamp } from '../../../google/protobuf/Timestamp.ts';

export interface KeyInput {
  'kid'?: (string);
  /**
   * 32 random bytes, or a PKCS #8 private key, by purpose.
   */
  'material'?: (Buffer | Uint8Array | string);
  'createdAt'?: (_google_protobuf_TimestampInput | null);
  /**
   * Not used to seal or sign before this time, so that every replica holds it first.
   */
  'activeFrom'?: (_google_protobuf_TimestampInput | null);
  /**
   * No longer accepted after this time. Absent on the newest.
   */
  'retiredAt'?: (_google_protobuf_TimestampInput | null);
}

export interface Key {
  'kid': (string);
  /**
   * 32 random bytes, or a PKCS #8 private key, by purpose.
   */
  'material': (Buffer);
  'createdAt': (_google_protobuf_Timestamp | null);
  /**
   * Not used to seal or sign before this time, so that every replica holds it first.
   */
  'activeFrom': (_google_protobuf_Timestamp | null);
  /**
   * No longer accepted after this time. Absent on the newest.
   */
  'retiredAt': (_google_protobuf_Timestamp | null);
}
