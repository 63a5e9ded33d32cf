import { readOptions, usage } from './options.ts'
import { formatReport } from './report/format-report.ts'
import { runBench } from './run-bench.ts'

const options = readOptions(process.argv.slice(2))
if (options === undefined) process.stdout.write(usage)
else {
  const report = await runBench(options, (text) => void process.stderr.write(`  ${text}\n`), process.env)
  process.stdout.write(options.isJson ? `${JSON.stringify(report, undefined, 2)}\n` : formatReport(report))
}
