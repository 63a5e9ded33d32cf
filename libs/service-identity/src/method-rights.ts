import type { ServiceName } from './service-name.ts'

/**
 * Which services may call a method, by its full name (`/sallyport.databroker.v1.Databroker/Put`).
 * What has no row may be called by nobody.
 */
export type MethodRights = ReadonlyMap<string, readonly ServiceName[]>

export function mayCall(rights: MethodRights, fullMethodName: string, service: ServiceName): boolean {
  return rights.get(fullMethodName)?.includes(service) ?? false
}
