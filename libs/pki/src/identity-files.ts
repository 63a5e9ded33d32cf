import { readFile, realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AppError, Secret } from '@sallyport/kernel'
import type { IdentityMaterial } from './x509-identity.ts'

export interface IdentityFiles {
  readonly certificateFile: string
  readonly keyFile: string
  readonly trustBundleFile: string
}

/**
 * Reads the three files. Kubernetes replaces a mounted volume by moving its `..data` link, so the link is followed once per folder
 * and every file of that folder is read from where it led: two of them never come from different states.
 */
export async function readIdentityFiles(files: IdentityFiles): Promise<IdentityMaterial> {
  const folders = new Map<string, string>()
  for (const folder of identityFolders(files)) folders.set(folder, await currentStateOf(folder))
  const read = async (file: string): Promise<string> => {
    const path = join(folders.get(dirname(file)) ?? dirname(file), basename(file))
    try {
      return await readFile(path, 'utf8')
    } catch (error) {
      throw new AppError('failed-precondition', `${file} cannot be read`, { cause: error })
    }
  }
  return {
    certificateChain: await read(files.certificateFile),
    privateKey: new Secret(await read(files.keyFile)),
    trustBundle: await read(files.trustBundleFile),
  }
}

export function identityFolders(files: IdentityFiles): Set<string> {
  return new Set([dirname(files.certificateFile), dirname(files.keyFile), dirname(files.trustBundleFile)])
}

async function currentStateOf(folder: string): Promise<string> {
  try {
    return await realpath(join(folder, '..data'))
  } catch {
    return folder
  }
}
