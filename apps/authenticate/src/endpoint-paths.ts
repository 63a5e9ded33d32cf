/** Registered at every provider as the redirect URI, below `authenticate_url`. */
export const callbackEndpoint = '/oauth2/callback'
export const signInEndpoint = '/.sallyport/sign_in'
export const userEndpoint = '/.sallyport/user'
export const signOutEndpoint = '/.sallyport/sign_out'
/** Registered at every provider as the post-logout redirect URI, below `authenticate_url`. */
export const signedOutEndpoint = '/.sallyport/signed_out'
export const discoveryEndpoint = '/.well-known/sallyport'
export const keySetEndpoint = '/.well-known/sallyport/jwks.json'
