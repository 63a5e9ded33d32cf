import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openLocalServiceAuthority } from '@sallyport/pki'
import { parseDocument } from 'yaml'
import { until } from '../until.ts'
import type { Installation } from './installation.ts'
import { program, RunningProgram } from './running-program.ts'

export interface SecondProxy extends AsyncDisposable {
  /** Where users reach it. */
  readonly port: number
}

/** Starts one more proxy beside an installation's own: its own identity, addresses and process, the same of everything else. */
export async function startSecondProxy({ folder, configFile, ports }: Installation): Promise<SecondProxy> {
  await using scope = new AsyncDisposableStack()
  const [port, adminPort] = ports.spare
  const document = parseDocument(await readFile(configFile, 'utf8'))
  document.setIn(['proxy', 'addresses'], [`127.0.0.1:${port}`])
  document.setIn(['proxy', 'admin_address'], `127.0.0.1:${adminPort}`)
  document.setIn(['proxy', 'identity'], await writeIdentity(folder))
  const file = join(folder, 'second-proxy.yaml')
  await writeFile(file, document.toString())
  const running = scope.use(new RunningProgram(program('proxy'), ['--config', file]))
  await until('the second proxy is ready', async () => {
    if (!running.isRunning) return true
    return (await fetch(`http://127.0.0.1:${adminPort}/readyz`)).ok
  })
  if (!running.isRunning) throw new Error(`the second proxy ended: ${running.output}`)
  const owned = scope.move()
  return { port, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

async function writeIdentity(folder: string): Promise<Record<string, string>> {
  const authority = await openLocalServiceAuthority({
    certificateFile: join(folder, 'identities', 'authority.pem'),
    keyFile: join(folder, 'secrets', 'identities-key.pem'),
  })
  const identity = await authority.issueServiceIdentity('proxy', 'second')
  const target = join(folder, 'identities', 'second-proxy')
  const files = {
    certificate_file: join(target, 'certificate.pem'),
    key_file: join(target, 'key.pem'),
    trust_bundle_file: join(target, 'bundle.pem'),
  }
  await mkdir(target, { recursive: true, mode: 0o700 })
  await writeFile(files.certificate_file, identity.certificateChain)
  await writeFile(files.key_file, identity.privateKey.reveal(), { mode: 0o600 })
  await writeFile(files.trust_bundle_file, identity.trustBundle)
  return files
}
