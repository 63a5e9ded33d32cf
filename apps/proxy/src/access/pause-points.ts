/** Places where a test makes the proxy wait, so that something can happen in between that else happens once in a million. */
export interface PausePoints {
  /** Between authorize's answer and the test whether it may still be used. */
  readonly afterCheckAnswer?: () => Promise<void>
}
