#!/usr/bin/env node
// JavaScript that an old Node reads, too: it hands over to the Node that is installed with the other packages.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major > 24 || (major === 24 && minor >= 2)) await import('../src/main.ts')
else handOver(installedNode())

function installedNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve('node/package.json')
    return join(dirname(manifest), 'bin', 'node')
  } catch {
    return undefined
  }
}

function handOver(node) {
  if (node === undefined || !existsSync(node)) {
    process.stderr.write(
      `sallyport needs Node 24.2 or newer, and this is ${process.version}. ` +
        'Run "npm ci" in the checkout once: the right Node comes with the other packages.\n',
    )
    process.exitCode = 1
    return
  }
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  // Ctrl-C in a terminal reaches the child by itself; whatever else is told to this process is passed on.
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    process.stderr.write(`${node} could not be started: ${error.message}\n`)
    process.exitCode = 1
  })
  child.on('exit', (code) => {
    process.exitCode = code ?? 1
  })
}
