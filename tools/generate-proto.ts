import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { loaderOptions, protoFiles, protoRoot } from '@sallyport/proto/loader-options'

/**
 * Generates the types of the wire messages into libs/proto/src/gen.
 * With `--check` it writes nothing and fails if what is there differs from what proto/ would give.
 */
const repository = fileURLToPath(new URL('..', import.meta.url))
const generatedFolder = join(repository, 'libs/proto/src/gen')
const generator = join(repository, 'node_modules/@grpc/proto-loader/build/bin/proto-loader-gen-types.js')

const unlisted = (await filesBelow(protoRoot)).filter((file) => !protoFiles.some((listed) => listed === file))
if (unlisted.length > 0) throw new Error(`not listed in libs/proto/src/loader-options.ts: ${unlisted.join(', ')}`)

const fresh = await mkdtemp(join(tmpdir(), 'sallyport-proto-'))
try {
  await generateInto(fresh)
  if (process.argv.includes('--check')) await reportDrift(fresh)
  else {
    await rm(generatedFolder, { recursive: true, force: true })
    await cp(fresh, generatedFolder, { recursive: true })
  }
} finally {
  await rm(fresh, { recursive: true, force: true })
}

async function generateInto(folder: string): Promise<void> {
  const loaderFlags = Object.entries(loaderOptions).map(([option, value]) =>
    value === true ? `--${option}` : `--${option}=${value.name}`,
  )
  await promisify(execFile)(
    process.execPath,
    [
      generator,
      ...loaderFlags,
      '--includeComments',
      '--importFileExtension=.ts',
      '--grpcLib=@grpc/grpc-js',
      '--inputTemplate=%sInput',
      '--outputTemplate=%s',
      // Relative, because the generator writes the path into each file.
      `--includeDirs=${relative(repository, protoRoot)}`,
      `--outDir=${folder}`,
      ...protoFiles,
    ],
    { cwd: repository },
  )
}

async function reportDrift(folder: string): Promise<void> {
  const names = new Set([...(await filesBelow(folder)), ...(await filesBelow(generatedFolder))])
  const differing: string[] = []
  for (const name of names) {
    const [wanted, found] = await Promise.all([textOf(join(folder, name)), textOf(join(generatedFolder, name))])
    if (wanted !== found) differing.push(name)
  }
  if (differing.length === 0) return
  process.stderr.write(
    `libs/proto/src/gen differs from proto/; run npm run generate:\n  ${differing.sort().join('\n  ')}\n`,
  )
  process.exitCode = 1
}

async function filesBelow(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true })
  return names.filter((name) => name.endsWith('.ts') || name.endsWith('.proto'))
}

async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}
