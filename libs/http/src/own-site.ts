import { isNavigation } from './navigation.ts'
import { headerOf, type RequestHints } from './request-hints.ts'

/**
 * Whether a request may be told who is signed in: a page that somebody opens, a script of this very origin, or a program, which has no
 * site (Fetch Metadata). Scripts and frames of other origins are not, however closely related, although a browser sends our cookies along.
 */
export function isFromOwnSite(request: RequestHints): boolean {
  const site = headerOf(request, 'sec-fetch-site')
  return site === undefined || site === 'same-origin' || site === 'none' || isNavigation(request)
}
