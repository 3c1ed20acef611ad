// A certified OpenID Connect provider for the tests, on 127.0.0.1 and a port given.
// POST /control says who signs in next and what goes wrong; everything else is the provider's own.

import { createServer } from 'node:http'

import { SignJWT, decodeJwt, exportJWK, generateKeyPair } from 'jose'
import { Provider } from 'oidc-provider'

const [port, redirectUri] = process.argv.slice(2)
const issuer = `http://127.0.0.1:${port}`
const ours = await generateKeyPair('RS256', { extractable: true })
const strangers = await generateKeyPair('RS256', { extractable: true })
const kid = 'first'

const usual = { sub: 'kit', claims: {}, amr: ['pwd'], token: {}, sign: 'ours', clock: 0 }
let wanted = usual
const realNow = Date.now
Date.now = () => realNow() + wanted.clock * 1000

const client = (id) => ({
  client_id: id,
  client_secret: 'a secret of the tests only',
  redirect_uris: [redirectUri],
  token_endpoint_auth_method: 'client_secret_post'
})

const provider = new Provider(issuer, {
  clients: [client('wres'), client('other')],
  jwks: { keys: [{ ...(await exportJWK(ours.privateKey)), kid, alg: 'RS256', use: 'sig' }] },
  cookies: { keys: ['of the tests only'] },
  pkce: { required: () => true },
  claims: { openid: ['sub', 'amr'], email: ['email', 'email_verified'], profile: ['name'] },
  conformIdTokenClaims: false,
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...wanted.claims }) })
})

/** Sign in whoever is wanted, and grant what is asked, without a page. */
async function interact(request, response) {
  const { params } = await provider.interactionDetails(request, response)
  const grant = new provider.Grant({ accountId: wanted.sub, clientId: params.client_id })
  grant.addOIDCScope(params.scope)
  const login = { accountId: wanted.sub, amr: wanted.amr }
  const consent = { grantId: await grant.save() }
  await provider.interactionFinished(request, response, { login, consent })
}

/** The ID token with other claims, or signed by somebody else, when that is wanted. */
async function forged(token) {
  const payload = Object.fromEntries(
    Object.entries({ ...decodeJwt(token), ...wanted.token }).filter(([, value]) => value !== null)
  )
  if (wanted.sign === 'none') {
    const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
    return `${part({ alg: 'none', kid })}.${part(payload)}.`
  }
  if (wanted.sign === 'shared') {
    const key = new TextEncoder().encode(JSON.stringify(await exportJWK(ours.publicKey)))
    return new SignJWT(payload).setProtectedHeader({ alg: 'HS256', kid }).sign(key)
  }
  const key = wanted.sign === 'strangers' ? strangers.privateKey : ours.privateKey
  return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid }).sign(key)
}

provider.use(async (context, next) => {
  await next()
  const isForged = wanted.sign !== 'ours' || Object.keys(wanted.token).length > 0
  if (isForged && context.path === '/token' && context.body?.id_token) {
    context.body = { ...context.body, id_token: await forged(context.body.id_token) }
  }
})

async function control(request, response) {
  let body = ''
  for await (const chunk of request) body += chunk
  wanted = { ...usual, ...JSON.parse(body) }
  response.writeHead(204).end()
}

const answer = provider.callback()
const server = createServer((request, response) => {
  const handle = request.url === '/control' ? control : request.url.startsWith('/interaction/') ? interact : answer
  Promise.resolve(handle(request, response)).catch((error) => {
    console.error(error)
    response.writeHead(500).end()
  })
})
server.listen(Number(port), '127.0.0.1', () => console.log('ready'))
