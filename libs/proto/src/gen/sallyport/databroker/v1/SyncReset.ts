// Original file: proto/sallyport/databroker/v1/databroker.proto


/**
 * What follows is the whole state: build it aside and show it at the next checkpoint.
 */
export interface SyncResetInput {
  'storeId'?: (string);
  'epoch'?: (string);
  'reason'?: (string);
}

/**
 * What follows is the whole state: build it aside and show it at the next checkpoint.
 */
export interface SyncReset {
  'storeId': (string);
  'epoch': (string);
  'reason': (string);
}
