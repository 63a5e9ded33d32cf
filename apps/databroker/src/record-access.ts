import { AppError } from '@sallyport/kernel'
import { isRecordType, type RecordType } from '@sallyport/records'
import type { ServiceIdentity } from '@sallyport/service-identity'
import { covers, recordRight, type View } from './record-rights.ts'

/** The type by its name. Throws `invalid-argument` for one that does not exist. */
export function requireType(type: string): RecordType {
  if (!isRecordType(type))
    throw new AppError('invalid-argument', `there is no record type ${JSON.stringify(type.slice(0, 64))}`)
  return type
}

/** How the caller sees a record of this type. Throws `permission-denied` if not at all. */
export function requireRead(caller: ServiceIdentity, type: RecordType, how: 'get' | 'list'): View {
  const right = recordRight(caller.service, type)
  if (right?.get === undefined || (how === 'list' && right.list === undefined)) throw refused(caller, how, type)
  return right.get
}

/** Throws `permission-denied` unless the caller may write this very record. */
export function requireWrite(caller: ServiceIdentity, type: RecordType, id: string, how: 'put' | 'delete'): void {
  if (!covers(recordRight(caller.service, type)?.[how], id, caller.instance)) throw refused(caller, how, type)
}

function refused({ service }: ServiceIdentity, how: string, type: RecordType): AppError {
  return new AppError('permission-denied', `${service} may not ${how} this ${type} record`)
}
