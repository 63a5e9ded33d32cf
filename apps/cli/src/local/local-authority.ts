import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { AppError } from '@sallyport/kernel'
import { type LocalAuthorityCertificate, readLocalAuthority } from '@sallyport/pki'
import { parse } from 'yaml'
import { z } from 'zod'

/** The authority of a checkout, and where its certificate lies. */
export interface LocalAuthority extends LocalAuthorityCertificate {
  readonly file: string
}

const contextSchema = z.looseObject({ ca_file: z.string().min(1) })

/** Finds it through the context that `npm start` writes: in `stateFolder`, or else in the nearest `.sallyport` from `workingFolder` upwards. */
export async function findLocalAuthority(workingFolder: string, stateFolder?: string): Promise<LocalAuthority> {
  const context =
    stateFolder === undefined ? nearestContext(workingFolder) : contextIn(resolve(workingFolder, stateFolder))
  const file = resolve(dirname(context), await readCaFile(context))
  return { file, ...readLocalAuthority(await readText(file), file) }
}

function nearestContext(workingFolder: string): string {
  for (let folder = workingFolder; ; folder = dirname(folder)) {
    const context = join(folder, '.sallyport', 'cli.yaml')
    if (existsSync(context)) return context
    if (folder === dirname(folder))
      throw new AppError(
        'not-found',
        `no .sallyport/cli.yaml in ${workingFolder} or above it: run npm start in the checkout once, or name the folder with --state`,
      )
  }
}

function contextIn(stateFolder: string): string {
  const context = join(stateFolder, 'cli.yaml')
  if (existsSync(context)) return context
  throw new AppError(
    'not-found',
    `${context} does not exist: --state names the folder that npm start keeps its data in`,
  )
}

async function readCaFile(context: string): Promise<string> {
  const text = await readText(context)
  try {
    return contextSchema.parse(parse(text)).ca_file
  } catch (cause) {
    throw new AppError('failed-precondition', `${context} names no ca_file; npm start writes it anew`, { cause })
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new AppError('not-found', `${file} cannot be read; npm start writes it anew`, { cause })
  }
}
