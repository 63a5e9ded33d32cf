/**
 * Knows where the frames of a WebSocket stream end (RFC 6455 section 5.2) by reading no more than their headers. A close
 * frame of ours can only stand between two frames.
 */
export class WebSocketFrames {
  /** Bytes of payload that are still to come in the frame that has begun. */
  #payloadLeft = 0
  /** The header of a frame as far as it has come, when a chunk ended inside it. */
  readonly #header = new Uint8Array(maxHeaderLength)
  #headerLength = 0

  get isAtBoundary(): boolean {
    return this.#payloadLeft === 0 && this.#headerLength === 0
  }

  /** The next bytes of the stream. */
  push(chunk: Uint8Array): void {
    let offset = 0
    while (offset < chunk.length) {
      if (this.#payloadLeft > 0) {
        const taken = Math.min(this.#payloadLeft, chunk.length - offset)
        this.#payloadLeft -= taken
        offset += taken
        continue
      }
      this.#header[this.#headerLength++] = chunk[offset++] ?? 0
      if (this.#headerLength === headerLength(this.#header, this.#headerLength)) {
        this.#payloadLeft = payloadLength(this.#header)
        this.#headerLength = 0
      }
    }
  }
}

/** A close frame of a server (RFC 6455 section 5.5.1): unmasked, the reason cut to what a control frame can hold. */
export function closeFrame(code: number, reason: string): Buffer {
  const text = wholeCharacters(Buffer.from(reason), maxReasonBytes)
  const frame = Buffer.alloc(4 + text.length)
  frame[0] = 0x88
  frame[1] = 2 + text.length
  frame.writeUInt16BE(code, 2)
  text.copy(frame, 4)
  return frame
}

const maxHeaderLength = 14
const maxReasonBytes = 123

/** Of the frame whose first `known` bytes are there; as long as these do not tell, more than `known`. */
function headerLength(header: Uint8Array, known: number): number {
  if (known < 2) return maxHeaderLength
  const second = header[1] ?? 0
  const length = second & 0x7f
  return 2 + (length === 126 ? 2 : length === 127 ? 8 : 0) + (second & 0x80 ? 4 : 0)
}

function payloadLength(header: Uint8Array): number {
  const view = new DataView(header.buffer, header.byteOffset)
  const length = (header[1] ?? 0) & 0x7f
  if (length === 126) return view.getUint16(2)
  return length === 127 ? Number(view.getBigUint64(2)) : length
}

function wholeCharacters(utf8: Buffer, maxBytes: number): Buffer {
  if (utf8.length <= maxBytes) return utf8
  let end = maxBytes
  while (end > 0 && ((utf8[end] ?? 0) & 0xc0) === 0x80) end--
  return utf8.subarray(0, end)
}
