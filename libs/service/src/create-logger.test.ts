import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const moduleFile = fileURLToPath(new URL('create-logger.ts', import.meta.url))

async function linesOf(program: string): Promise<object[]> {
  const source = `
    const { createLogger } = await import(${JSON.stringify(moduleFile)})
    const { AppError, Secret } = await import('@sallyport/kernel')
    ${program}`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', source], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
  })
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

test('a line names its level in words, the service and the replica, and keeps secrets', async () => {
  const lines = await linesOf(`
    const log = createLogger('proxy', 'proxy-0')
    log.debug({}, 'not this one')
    log.info({ token: new Secret('s3cr3t') }, 'request decided')`)
  expect(lines).toEqual([
    {
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      service: 'proxy',
      instance: 'proxy-0',
      token: '[redacted]',
      msg: 'request decided',
    },
  ])
})

test('an error is logged with its code and the chain of its causes', async () => {
  const lines = await linesOf(`
    const error = new AppError('unavailable', 'postgres did not answer', { cause: new Error('connection refused') })
    createLogger('proxy', 'proxy-0').error({ err: error }, 'store failed')`)
  expect(lines).toMatchObject([
    {
      level: 'error',
      err: { code: 'unavailable', message: expect.stringContaining('connection refused'), stack: expect.any(String) },
    },
  ])
})

test.each([true, false])(
  'a process that ends by a bug leaves no line behind, lines gathered: %s',
  async (gathersLines) => {
    const program = `
    createLogger('proxy', 'proxy-0', { gathersLines: ${gathersLines} }).info('the last thing that it did')
    process.on('uncaughtException', () => process.exit(0))
    throw new Error('a bug')`
    expect(await linesOf(program)).toMatchObject([{ msg: 'the last thing that it did' }])
  },
)

test('a log that does not gather its lines is whole even when the process is killed', async () => {
  const program = `
    createLogger('authorize', 'authorize-0').info('decided')
    process.kill(process.pid, 'SIGKILL')`
  await expect(linesOf(program)).rejects.toMatchObject({ stdout: expect.stringContaining('decided') })
})
