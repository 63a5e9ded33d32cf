import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { errors, type Provider } from 'oidc-provider'
import { sendPage } from '../pages/page.ts'
import { loginPage, providerErrorPage } from './login-page.ts'
import { demonstrationUsers } from './users.ts'

/**
 * The provider's own page, `/sign-in/<uid>`: GET shows the form, POST with `email` signs that user in.
 * A script does what a browser does: follow the redirects with a cookie jar to the form, post `email` to the address it ends at, follow on.
 */
export async function handleSignIn(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const { uid, prompt } = await provider.interactionDetails(request, response)
    const action = `/sign-in/${uid}`
    if (request.method !== 'POST' && prompt.name === 'login') return sendPage(response, 200, loginPage(action))
    if (prompt.name !== 'login') return await provider.interactionFinished(request, response, { consent: {} })
    const email = new URLSearchParams(await text(request)).get('email')?.trim().toLowerCase() ?? ''
    const user = demonstrationUsers.find((candidate) => candidate.email === email)
    if (!user) return sendPage(response, 401, loginPage(action, 'There is nobody of that name here.'))
    await provider.interactionFinished(request, response, { login: { accountId: user.subject } })
  } catch (error) {
    if (!(error instanceof errors.OIDCProviderError)) throw error
    sendPage(
      response,
      error.statusCode,
      providerErrorPage(error.error, 'This sign-in has ended. Go back to where you came from and begin again.'),
    )
  }
}
