/** The services that hold an identity of their own. */
export const serviceNames = ['authenticate', 'authorize', 'proxy', 'databroker'] as const

export type ServiceName = (typeof serviceNames)[number]

export function isServiceName(name: string): name is ServiceName {
  return (serviceNames as readonly string[]).includes(name)
}
