import { startPostgres } from '@sallyport/testkit-postgres'
import { measureHttp } from './http/http-part.ts'
import type { BenchOptions, PartName } from './options.ts'
import { machineFacts, postgresVersion } from './report/machine-facts.ts'
import type { PartReport, Report } from './report/report.ts'
import { fullScale, quickScale } from './scale.ts'
import { measurePutToMirror } from './store/mirror-part.ts'
import { measurePuts } from './store/puts-part.ts'
import { measureSnapshot } from './store/snapshot-part.ts'

/** Runs the wanted parts one after another; whatever they start ends with them. */
export async function runBench(
  { parts, isQuick }: BenchOptions,
  progress: (text: string) => void,
  environment: NodeJS.ProcessEnv,
): Promise<Report> {
  const startedAt = performance.now()
  const machine = machineFacts()
  const scale = isQuick ? quickScale : fullScale
  await using scope = new AsyncDisposableStack()
  const needsPostgres = parts.some((part) => part !== 'http')
  const postgres = needsPostgres
    ? scope.use(await startPostgres(environment, { isDurable: true, say: (text) => progress(text) }))
    : { url: '' }
  const measure = (part: PartName): Promise<PartReport> => {
    switch (part) {
      case 'http':
        return measureHttp(scale.http, progress)
      case 'puts':
        return measurePuts(postgres, scale.puts, progress)
      case 'mirror':
        return measurePutToMirror(postgres, scale.mirror, progress)
      case 'snapshot':
        return measureSnapshot(postgres, scale.snapshot, progress)
    }
  }
  const reports: PartReport[] = []
  for (const part of parts) reports.push(await measure(part))
  return {
    machine: { ...machine, postgres: needsPostgres ? await postgresVersion(postgres.url) : undefined },
    isQuick,
    seconds: (performance.now() - startedAt) / 1_000,
    parts: reports,
  }
}
