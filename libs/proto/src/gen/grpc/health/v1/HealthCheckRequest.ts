// Original file: proto/grpc/health/v1/health.proto


export interface HealthCheckRequestInput {
  /**
   * Empty: the server as a whole.
   */
  'service'?: (string);
}

export interface HealthCheckRequest {
  /**
   * Empty: the server as a whole.
   */
  'service': (string);
}
