import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError, Secret } from '@sallyport/kernel'
import { CertificateAuthority, type KeyPairPem } from './certificate-authority.ts'

export interface AuthorityFiles {
  readonly certificateFile: string
  /** Readable by its owner alone; refused otherwise. */
  readonly keyFile: string
}

/** The authority that the files hold; if there is no certificate yet, one that `create` makes and that is kept there. */
export async function openAuthority(
  files: AuthorityFiles,
  now: Date,
  create: () => Promise<CertificateAuthority>,
): Promise<CertificateAuthority> {
  const certificate = await readIfExists(files.certificateFile)
  if (certificate === undefined) {
    const authority = await create()
    await keep(files, authority)
    return authority
  }
  return CertificateAuthority.load({ certificate, privateKey: await readKey(files.keyFile) }, now)
}

// The certificate comes last: as long as it is absent, nobody can have trusted the key beside it.
async function keep(
  { certificateFile, keyFile }: AuthorityFiles,
  { certificate, privateKey }: KeyPairPem,
): Promise<void> {
  await mkdir(dirname(keyFile), { recursive: true, mode: 0o700 })
  await mkdir(dirname(certificateFile), { recursive: true })
  await replaceFile(keyFile, privateKey.reveal(), 0o600)
  await replaceFile(certificateFile, certificate, 0o644)
}

async function readKey(keyFile: string): Promise<Secret<string>> {
  const key = await readIfExists(keyFile)
  if (key === undefined)
    throw new AppError('failed-precondition', `${keyFile} is missing; remove the certificate beside it to start anew`)
  if (((await stat(keyFile)).mode & 0o077) !== 0)
    throw new AppError('failed-precondition', `${keyFile} can be read by others; run chmod 600`)
  return new Secret(key)
}

async function replaceFile(file: string, text: string, mode: number): Promise<void> {
  const temporary = `${file}.${randomUUID()}`
  {
    await using handle = await open(temporary, 'wx', mode)
    await handle.writeFile(text)
    await handle.sync()
  }
  await rename(temporary, file)
}

async function readIfExists(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
