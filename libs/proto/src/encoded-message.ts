/** The bytes of one message, made once and sent as often as wanted. `Message` says which message they are. */
export class EncodedMessage<Message> {
  readonly bytes: Buffer
  // Tells apart encoded messages of different kinds, which otherwise are all just bytes.
  declare protected readonly message: Message

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }
}

/** The same method, whose handler may also answer with bytes that are encoded already. */
export function acceptingEncodedResponses<Method, Response>(
  method: Method & { readonly responseSerialize: (response: Response) => Buffer },
): WithEncodedResponses<Method, Response> {
  return {
    ...method,
    responseSerialize: (response) =>
      response instanceof EncodedMessage ? response.bytes : method.responseSerialize(response),
  }
}

export type WithEncodedResponses<Method, Response> = Omit<Method, 'responseSerialize'> & {
  readonly responseSerialize: (response: Response | EncodedMessage<Response>) => Buffer
}
