import { fileURLToPath } from 'node:url'
import type { Options } from '@grpc/proto-loader'

/** The folder that holds every `.proto` file. */
export const protoRoot = fileURLToPath(new URL('../../../proto', import.meta.url))

/** Every `.proto` file, relative to `protoRoot`. */
export const protoFiles = [
  'grpc/health/v1/health.proto',
  'sallyport/authenticate/v1/authenticate.proto',
  'sallyport/authorize/v1/authorize.proto',
  'sallyport/databroker/v1/databroker.proto',
] as const

/**
 * How messages look in JavaScript. `tools/generate-proto.ts` derives its flags from this very object,
 * because nothing else would notice if the generated types spoke of other options than the loader obeys.
 */
export const loaderOptions = {
  // A 64-bit number does not fit a JavaScript number; the domain turns the string into a bigint.
  longs: String,
  enums: String,
  defaults: true,
  oneofs: true,
} as const satisfies Options
