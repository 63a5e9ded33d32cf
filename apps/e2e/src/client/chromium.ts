import { hash, X509Certificate } from 'node:crypto'
import { access, constants, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const executablePath = '/usr/bin/chromium'

/** Whether there is a Chromium on this machine. With `CI` set there has to be one: a browser test that never ran is no test. */
export async function hasChromium(): Promise<boolean> {
  const found = await access(executablePath, constants.X_OK).then(
    () => true,
    () => false,
  )
  if (!found && process.env['CI'] !== undefined) throw new Error(`there is no ${executablePath}`)
  if (!found) process.stderr.write(`The tests in a browser are skipped: there is no ${executablePath}.\n`)
  return found
}

/**
 * Starts one that trusts the certificates in a folder and no others that its system does not. Its profile is gone when it is closed.
 * Whether they chain to the certificate to trust is for the other clients to see: a new profile can only be told of keys, not of an authority.
 */
export async function startChromium(certificates: string): Promise<Browser> {
  const names = (await readdir(certificates)).filter((name) => name.endsWith('.crt'))
  const trusted = await Promise.all(names.map((name) => readFile(join(certificates, name))))
  return await chromium.launch({
    executablePath,
    args: [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      `--ignore-certificate-errors-spki-list=${trusted.map(keyHash).join(',')}`,
    ],
  })
}

function keyHash(certificate: Buffer): string {
  return hash('sha256', new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' }), 'base64')
}
