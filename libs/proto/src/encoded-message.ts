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
export function acceptingEncodedResponses<Method extends { readonly responseSerialize: (response: never) => Buffer }>(
  method: Method,
): WithEncodedResponses<Method> {
  const serialize = method.responseSerialize as (response: ResponseInputOf<Method>) => Buffer
  return {
    ...method,
    responseSerialize: (response: ResponseInputOf<Method> | EncodedMessage<ResponseInputOf<Method>>) =>
      response instanceof EncodedMessage ? response.bytes : serialize(response),
  }
}

export type WithEncodedResponses<Method> = Omit<Method, 'responseSerialize'> & {
  readonly responseSerialize: (response: ResponseInputOf<Method> | EncodedMessage<ResponseInputOf<Method>>) => Buffer
}

type ResponseInputOf<Method> = Method extends { readonly responseSerialize: (response: infer Response) => Buffer }
  ? Response
  : never
