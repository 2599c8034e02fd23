// An OpenID provider on loopback whose sign-in page offers PEOPLE, a JSON object of name -> claims. What a person's
// claims have under `forged` is put into the ID token after the provider has made it, and signed again.
import Provider from 'oidc-provider';
import { SignJWT, decodeJwt, exportJWK, generateKeyPair } from 'jose';

const { PORT, APP, PEOPLE } = process.env;
const people = JSON.parse(PEOPLE);
const issuer = `http://127.0.0.1:${PORT}`;
const { privateKey } = await generateKeyPair('RS256', { extractable: true });
const key = { ...(await exportJWK(privateKey)), kid: 'test', alg: 'RS256', use: 'sig' };

const provider = new Provider(issuer, {
  jwks: { keys: [key] },
  clients: [{
    client_id: 'sfo', client_secret: 'secret-of-the-tests', redirect_uris: [`${APP}/oauth2callback`],
    post_logout_redirect_uris: [`${APP}/oauth2callback`], token_endpoint_auth_method: 'client_secret_basic',
  }],
  claims: { openid: ['sub'], profile: ['name', 'groups', 'roles', '_claim_names'] },
  conformIdTokenClaims: false,
  cookies: { keys: ['of the tests'] },
  features: {
    devInteractions: { enabled: false },
    rpInitiatedLogout: {
      logoutSource: (ctx, form) => { ctx.body = `${form}<button form="op.logoutForm" name="logout" value="yes">Yes</button>`; },
    },
  },
  interactions: { url: (ctx, interaction) => `/people/${interaction.uid}` },
  findAccount: (ctx, sub) => ({ accountId: sub, claims: () => ({ sub, name: sub, ...people[sub] }) }),
  loadExistingGrant: async (ctx) => {
    const grant = new provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope('openid profile email');
    await grant.save();
    return grant;
  },
});

provider.use(async (ctx, next) => {
  const [, where, , person] = ctx.path.split('/').map(decodeURIComponent);
  if (where !== 'people') return next();
  if (person) return provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: person } });
  const links = Object.keys(people).map((name) => `<p><a href="${ctx.path}/${encodeURIComponent(name)}">${name}</a></p>`);
  ctx.type = 'html';
  ctx.body = `<h1>Who are you?</h1>${links.join('')}`;
});

provider.use(async (ctx, next) => {
  await next();
  if (ctx.path !== '/token' || !ctx.body?.id_token) return;
  const claims = decodeJwt(ctx.body.id_token);
  const forged = people[claims.sub]?.forged;
  if (forged) {
    ctx.body.id_token = await new SignJWT({ ...claims, ...forged }).setProtectedHeader({ alg: 'RS256', kid: 'test' }).sign(privateKey);
  }
});

provider.listen(Number(PORT), '127.0.0.1', () => console.log('listening'));
