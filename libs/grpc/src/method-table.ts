import { type MethodRights, serviceNames } from '@sallyport/service-identity'
import type { ImplementedMethod } from './implementation.ts'

/** Throws unless every method has a row of rights and every row a method: a method that was forgotten must not be served. */
export function assertRightsComplete(methods: readonly ImplementedMethod[], rights: MethodRights): void {
  const paths = new Set(methods.map(({ method }) => method.path))
  const problems = [
    ...[...paths].filter((path) => !rights.has(path)).map((path) => `nothing says who may call ${path}`),
    ...[...rights.keys()].filter((path) => !paths.has(path)).map((path) => `${path} has rights but is not served`),
  ]
  if (problems.length > 0) throw new Error(problems.join('; '))
}

/** The rights with a row for each of `methods` that lets every service call it. */
export function withRightsForAll(rights: MethodRights, methods: readonly ImplementedMethod[]): MethodRights {
  return new Map([...rights, ...methods.map(({ method }) => [method.path, serviceNames] as const)])
}

/** `sallyport.databroker.v1.Databroker`, for each service that has a method here. */
export function servicesOf(methods: readonly ImplementedMethod[]): Set<string> {
  return new Set(methods.map(({ method }) => method.path.slice(1, method.path.lastIndexOf('/'))))
}
