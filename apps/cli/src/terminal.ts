import { createInterface } from 'node:readline/promises'

/** The person at the keyboard, or the script in their place. */
export interface Terminal {
  readonly isInteractive: boolean
  print(text: string): void
  complain(text: string): void
  /** Asks once; anything but a yes is a no, and so is the end of the input. */
  confirm(question: string, signal: AbortSignal): Promise<boolean>
}

export interface TerminalStreams {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean }
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean }
  readonly stderr: NodeJS.WritableStream
}

export function terminalOn({ stdin, stdout, stderr }: TerminalStreams): Terminal {
  return {
    isInteractive: stdin.isTTY === true && stdout.isTTY === true,
    print: (text) => void stdout.write(`${text}\n`),
    complain: (text) => void stderr.write(`${text}\n`),
    confirm: async (question, signal) => {
      using lines = createInterface({ input: stdin, output: stdout })
      const ended = new Promise<string>((resolve) => void lines.once('close', () => setImmediate(resolve, '')))
      // Ctrl-C and Ctrl-D close it, and the question then fails or stays open for good. An answer just before that still counts.
      const answer = lines.question(`${question} [y/N] `, { signal }).catch(() => '')
      return /^y(?:es)?$/i.test((await Promise.race([answer, ended])).trim())
    },
  }
}
