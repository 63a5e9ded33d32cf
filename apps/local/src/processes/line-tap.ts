import { Transform, type TransformCallback } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

const maxLineLength = 16_384

/** Passes bytes through unchanged and shows each complete line to `onLine`; what is longer than 16 kB is shown cut. */
export class LineTap extends Transform {
  readonly #decoder = new StringDecoder('utf8')
  readonly #onLine: (line: string) => void
  #partial = ''

  constructor(onLine: (line: string) => void) {
    super()
    this.#onLine = onLine
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const lines = (this.#partial + this.#decoder.write(chunk)).split('\n')
    this.#partial = (lines.pop() ?? '').slice(0, maxLineLength)
    for (const line of lines) this.#onLine(line.slice(0, maxLineLength))
    done(null, chunk)
  }

  override _flush(done: TransformCallback): void {
    if (this.#partial !== '') this.#onLine(this.#partial)
    done()
  }
}
