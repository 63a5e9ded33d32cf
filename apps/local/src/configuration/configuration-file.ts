import { readFile } from 'node:fs/promises'
import { type PortChoices, portsFrom } from '../ports.ts'
import { writePrivateFile } from '../state/write-private-file.ts'
import { type ConfiguredAddresses, readConfiguredAddresses } from './configured-addresses.ts'
import { firstConfiguration } from './first-configuration.ts'
import { movePorts } from './move-ports.ts'

/**
 * Makes the configuration file if there is none. One that is there is the operator's and stays as it is,
 * except that addresses move to the ports that were asked for.
 */
export async function ensureConfiguration(file: string, choices: PortChoices): Promise<ConfiguredAddresses> {
  const text = await readIfExists(file)
  if (text === undefined) {
    await writePrivateFile(file, firstConfiguration(portsFrom(choices, undefined)))
    return await ensureConfiguration(file, choices)
  }
  const found = readConfiguredAddresses(file, text)
  const ports = portsFrom(choices, found.ports)
  const moved = movePorts(text, found.ports, ports)
  if (moved !== text) await writePrivateFile(file, moved)
  return { ...readConfiguredAddresses(file, moved), ports }
}

async function readIfExists(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
