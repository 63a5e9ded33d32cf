import { hash, X509Certificate } from 'node:crypto'
import { access, constants } from 'node:fs/promises'
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

/** Starts one that trusts the certificate of an installation and no other new one. Its profile is gone when it is closed. */
export async function startChromium(trusted: string): Promise<Browser> {
  return await chromium.launch({
    executablePath,
    args: [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      // The profile is a new one; what it trusts is named by the hash of its key (RFC 7469 section 2.4).
      `--ignore-certificate-errors-spki-list=${keyHash(trusted)}`,
    ],
  })
}

function keyHash(certificate: string): string {
  const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' })
  return hash('sha256', key, 'base64')
}
