import type { ChannelOptions } from '@grpc/grpc-js'

/** A record may have 1 MiB; a batch of changes is cut well before this. */
const maxMessageBytes = 4 * 1024 * 1024

/** What both ends keep to. */
export const channelLimits: ChannelOptions = {
  'grpc.max_send_message_length': maxMessageBytes,
  'grpc.max_receive_message_length': maxMessageBytes,
  'grpc.max_concurrent_streams': 1024,
  // Finds a peer that is gone without a word; one whose event loop stands still for some seconds is not gone.
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 20_000,
  'grpc.keepalive_permit_without_calls': 1,
  'grpc.enable_channelz': 0,
}
