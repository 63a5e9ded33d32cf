import type { Timestamp, TimestampInput } from './gen/google/protobuf/Timestamp.ts'

export function toTimestamp(date: Date): TimestampInput {
  const milliseconds = date.getTime()
  const seconds = Math.floor(milliseconds / 1000)
  return { seconds, nanos: (milliseconds - seconds * 1000) * 1_000_000 }
}

/** The instant to the millisecond; finer parts are cut off. */
export function fromTimestamp({ seconds, nanos }: Timestamp): Date {
  return new Date(Number(seconds) * 1000 + Math.floor(nanos / 1_000_000))
}
