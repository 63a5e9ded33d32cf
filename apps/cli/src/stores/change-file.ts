import { AppError } from '@sallyport/kernel'

/** Does it, and says of a refusal by the file system which path it was about. */
export async function changeFile(path: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new AppError('failed-precondition', `${path} cannot be changed: ${reason}`, { cause })
  }
}
