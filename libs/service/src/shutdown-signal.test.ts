import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const moduleFile = fileURLToPath(new URL('shutdown-signal.ts', import.meta.url))

/** A process that says when it is up and when its signal aborts, and then takes its time to stop. */
async function startProcess(
  options: string,
  stopMs: number,
): Promise<ChildProcessWithoutNullStreams & AsyncDisposable> {
  const program = `
    const { shutdownSignal } = await import(${JSON.stringify(moduleFile)})
    const signal = shutdownSignal(${options})
    const working = setInterval(() => {}, 1000)
    signal.addEventListener('abort', () => {
      process.stdout.write(signal.reason.code + ': ' + signal.reason.message)
      setTimeout(() => clearInterval(working), ${stopMs})
    })
    process.stdout.write('up')`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program])
  child.stdout.setEncoding('utf8')
  expect(await nextLine(child)).toBe('up')
  return Object.assign(child, {
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'close')
    },
  })
}

async function nextLine(child: ChildProcessWithoutNullStreams): Promise<string> {
  const [text] = await once(child.stdout, 'data')
  return String(text).trim()
}

test.each(['SIGTERM', 'SIGINT'] as const)('the first %s asks for an orderly stop', async (name) => {
  await using child = await startProcess('', 0)
  child.kill(name)
  expect(await nextLine(child)).toBe(`cancelled: ${name} received`)
  expect(await once(child, 'close')).toEqual([0, null])
})

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)('a second %s ends the process at once', async (name, exitCode) => {
  await using child = await startProcess('', 3_600_000)
  child.kill('SIGTERM')
  await nextLine(child)
  child.kill(name)
  expect(await once(child, 'close')).toEqual([exitCode, null])
})

test('a child stops when its parent goes, if it is told that it has one', async () => {
  await using child = await startProcess('{ parentPipe: true }', 0)
  child.stdin.end()
  expect(await nextLine(child)).toBe('cancelled: the parent process is gone')
  expect(await once(child, 'close')).toEqual([0, null])
})

test('the end of standard input means nothing to a process that was not told', async () => {
  await using child = await startProcess('', 0)
  child.stdin.end()
  child.kill('SIGTERM')
  expect(await nextLine(child)).toBe('cancelled: SIGTERM received')
})
