import type { UnreadableRecord } from '@sallyport/storage-postgres'
import { Counter, Gauge, type Registry } from 'prom-client'
import type { ChangeFeed } from './change-feed.ts'
import type { Configuration } from './configuration.ts'

/** What a databroker counts beside its calls. */
export function databrokerMetrics(registry: Registry) {
  const registers = [registry]
  const unreadable = new Counter({
    name: 'sallyport_databroker_unreadable_records_total',
    help: 'Rows that were passed over because they are no records, counted each time they are met.',
    labelNames: ['problem'],
    registers,
  })
  return {
    unreadable: ({ problem }: UnreadableRecord) => unreadable.inc({ problem }),

    follow(feed: Pick<ChangeFeed, 'head' | 'lastError'>): void {
      new Gauge({
        name: 'sallyport_databroker_version',
        help: 'The newest version that the change feed has read.',
        registers,
        collect() {
          this.set(Number(feed.head))
        },
      })
      new Gauge({
        name: 'sallyport_databroker_store_reachable',
        help: '1 while reads of the store succeed.',
        registers,
        collect() {
          this.set(feed.lastError ? 0 : 1)
        },
      })
    },

    followConfiguration(configuration: Pick<Configuration, 'state'>): void {
      new Gauge({
        name: 'sallyport_config_last_reload_success',
        help: '1 while the configuration in the file is the one in use, 0 while the file is not valid.',
        registers,
        collect() {
          this.set(configuration.state.state === 'applied' ? 1 : 0)
        },
      })
    },
  }
}
