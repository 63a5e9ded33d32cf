import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml'
import { type ConfigPath, formatPath } from './config-path.ts'
import type { ConfigProblem } from './config-problem.ts'
import { yamlErrorMessages } from './yaml-error-messages.ts'

// An alias may stand for a large part of the file; more of them than this is an attempt to exhaust memory.
const maxAliasCount = 100

/** A parsed YAML file that still knows at which line and column each key stands. */
export class YamlSource {
  readonly file: string
  /** What the file says, as plain objects, lists and scalars: `{}` for an empty file, `undefined` for one that cannot be parsed. */
  readonly value: unknown
  readonly problems: readonly ConfigProblem[]
  readonly #document: Document
  readonly #lines: LineCounter

  private constructor(file: string, document: Document, lines: LineCounter) {
    this.file = file
    this.#document = document
    this.#lines = lines
    const syntaxErrors = [...document.errors, ...document.warnings]
    const problems: ConfigProblem[] = syntaxErrors.map(({ code, pos }) => ({
      file,
      ...this.#positionOf(pos[0]),
      key: '',
      message: yamlErrorMessages[code],
    }))
    visit(document, {
      // The parser leaves it to the conversion to find these, which then names no place and quotes the alias.
      Alias: (_, alias) => {
        if (alias.resolve(document) !== undefined) return
        problems.push({
          file,
          ...this.#positionOf(startOf(alias) ?? 0),
          key: '',
          message: yamlErrorMessages.BAD_ALIAS,
        })
      },
    })
    if (problems.every(({ message }) => message === yamlErrorMessages.DUPLICATE_KEY)) {
      try {
        this.value = document.toJS({ maxAliasCount }) ?? {}
      } catch {
        problems.push({ file, line: 1, column: 1, key: '', message: 'its aliases expand to too much' })
      }
    }
    this.problems = problems
  }

  static parse(file: string, text: string): YamlSource {
    const lines = new LineCounter()
    return new YamlSource(file, parseDocument(text, { lineCounter: lines, prettyErrors: false }), lines)
  }

  /** A problem at `path`: at the value if it is a scalar, else at its key, and at the nearest enclosing key if there is none such. */
  problem(path: ConfigPath, message: string): ConfigProblem {
    const { keyOffset, node } = this.#find(path)
    const offset = isScalar(node) ? startOf(node) : undefined
    return { file: this.file, ...this.#positionOf(offset ?? keyOffset), key: formatPath(path), message }
  }

  /** A problem with the key at `path` itself. */
  keyProblem(path: ConfigPath, message: string): ConfigProblem {
    return { file: this.file, ...this.#positionOf(this.#find(path).keyOffset), key: formatPath(path), message }
  }

  /** Whether anything but an empty value stands at `path`. */
  has(path: ConfigPath): boolean {
    const { node } = this.#find(path)
    return isScalar(node) ? node.value !== null : isNode(node)
  }

  #positionOf(offset: number): { line: number; column: number } {
    const { line, col } = this.#lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }

  #find(path: ConfigPath): { readonly keyOffset: number; readonly node: unknown } {
    let node: unknown = this.#document.contents
    let keyOffset = 0
    for (const part of path) {
      const container = this.#resolve(node)
      const pair = isMap(container) ? container.items.findLast(({ key }) => keyText(key) === String(part)) : undefined
      const child = pair ? pair.value : isSeq(container) ? container.get(Number(part), true) : undefined
      if (pair === undefined && !isNode(child)) return { keyOffset, node: undefined }
      keyOffset = startOf(pair?.key) ?? startOf(child) ?? keyOffset
      node = child
    }
    return { keyOffset, node: this.#resolve(node) }
  }

  #resolve(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.#document) : node
  }
}

function keyText(key: unknown): string {
  return String(isScalar(key) ? key.value : key)
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? (node.range?.[0] ?? undefined) : undefined
}
