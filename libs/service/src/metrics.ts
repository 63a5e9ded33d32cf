import { collectDefaultMetrics, Registry } from 'prom-client'

/** A registry with the process's own metrics in it, named `sallyport_process_…` and `sallyport_nodejs_…`. */
export function createMetrics(service: string, instance: string): Registry {
  const registry = new Registry()
  registry.setDefaultLabels({ service, instance })
  collectDefaultMetrics({ register: registry, prefix: 'sallyport_' })
  return registry
}
