export { type ClientShape, clientShape } from './client-shape.ts'
export { type Cookie, cookieValues, cookieValuesIn, parseCookies } from './cookies.ts'
export { type EndpointReason, endpointReasonCodes } from './endpoint-reason.ts'
export { errorPage } from './error-page.ts'
export { errorReply } from './error-reply.ts'
export type { ErrorReport } from './error-report.ts'
export { Html, type HtmlValue, html, safeUrl } from './html.ts'
export { isNavigation } from './navigation.ts'
export { corsHeaders, isAllowedOrigin } from './origin.ts'
export { isFromOwnSite } from './own-site.ts'
export { code, factList, pageLayout } from './page-layout.ts'
export { contentSecurityPolicy } from './page-style.ts'
export { type PageReplyOptions, pageReply, type Reply, replyHeaders, replyMarker } from './reply.ts'
export {
  checkRequestHead,
  maxHeaderBytes,
  maxHeaders,
  type RequestHead,
  type RequestHeadProblem,
  type RequestHeadResult,
  requestHeadProblemCodes,
} from './request-head.ts'
export type { RequestHints } from './request-hints.ts'
export { requestId, wellFormedRequestId } from './request-id.ts'
export { deleteCookie, type HostCookie, serializeCookie } from './set-cookie.ts'
export { signedOutPage, signOutPage } from './sign-out-page.ts'
export { loopPage, startAgainPage } from './start-again-page.ts'
export { grpcStatus, httpStatus } from './status-codes.ts'
export { type WhoAmI, whoAmIPage } from './who-am-i-page.ts'
