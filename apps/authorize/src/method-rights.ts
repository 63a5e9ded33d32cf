import { authorizeService } from '@sallyport/proto'
import type { MethodRights } from '@sallyport/service-identity'

/** Only a proxy asks: it alone has seen the request, and the secret that belongs to the session. */
export const methodRights: MethodRights = new Map([[authorizeService.Check.path, ['proxy']]])
