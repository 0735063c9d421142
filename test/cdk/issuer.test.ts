import { expect, test } from '@jest/globals';
import { local } from '../../lib/cdk/local-differences.ts';
import { synthesize } from './support/app.ts';
import { permissions, propertiesOf, render, resourcesOf, statements } from './support/render.ts';

const { base } = synthesize();
const domain = 'issuer.acme.example';
const certificateArn = 'arn:aws:acm:eu-central-1:111122223333:certificate/0';

test('the signing key is an RSA key that stays when the stack goes', () => {
  const [key] = Object.values(resourcesOf(base)).filter(({ Type }) => Type === 'AWS::KMS::Key');

  expect(key?.Properties).toMatchObject({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
  expect(key).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
});

test('the address stays when the stack goes, so that it never becomes somebody else’s', () => {
  const [api] = Object.values(resourcesOf(base)).filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Api');

  expect(api).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
});

test('the two well-known documents are served, and nothing else', () => {
  const routes = Object.values(base.findResources('AWS::ApiGatewayV2::Route'));

  expect(routes.map((route) => route['Properties'].RouteKey)).toEqual([
    'GET /.well-known/openid-configuration',
    'GET /.well-known/jwks.json',
  ]);
});

test('who serves them may read the public key, and not sign', () => {
  const policy = propertiesOf(base, 'AWS::IAM::Policy', 'IssuerDiscovery');
  const fn = propertiesOf(base, 'AWS::Lambda::Function', 'IssuerDiscovery');

  expect(permissions(policy['PolicyDocument'])).toEqual([
    'logs:CreateLogStream, logs:PutLogEvents on ${IssuerDiscoveryLogs.Arn}',
    'kms:GetPublicKey on ${IssuerKey.Arn}',
  ]);
  expect(render(fn['Environment'])).toEqual({
    Variables: {
      NIGHTSHIFT_ISSUER_URL: '${IssuerApi.ApiEndpoint}',
      NIGHTSHIFT_KEY_IDS: '${IssuerKey.Arn}',
    },
  });
});

test('a flood of questions cannot take the concurrency that the jobs need, and each is logged without its sender', () => {
  const stage = propertiesOf(base, 'AWS::ApiGatewayV2::Stage', 'IssuerApi');

  expect(stage['DefaultRouteSettings']).toEqual({ ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 });
  expect(render(stage['AccessLogSettings'])).toEqual({
    DestinationArn: '${IssuerAccessLogs.Arn}',
    Format: '{"time":"$context.requestTime","path":"$context.path","status":"$context.status"}',
  });
});

test('IAM knows the issuer natively, for the audiences of the environments in use', () => {
  expect(render(propertiesOf(base, 'AWS::IAM::OIDCProvider', 'IssuerProvider'))).toMatchObject({
    Url: '${IssuerApi.ApiEndpoint}',
    ClientIdList: ['aws:acme'],
  });
  base.resourceCountIs('Custom::AWSCDKOpenIdConnectProvider', 0);
});

test('locally the provider is Lambda-backed, with a thumbprint of no consequence, and nothing stays', () => {
  const emulated = synthesize({ differences: local }).base;

  emulated.resourceCountIs('AWS::IAM::OIDCProvider', 0);
  expect(propertiesOf(emulated, 'Custom::AWSCDKOpenIdConnectProvider', 'IssuerProvider')).toMatchObject({
    ThumbprintList: ['0'.repeat(40)],
  });
  expect(JSON.stringify(emulated.toJSON())).not.toContain('"Retain"');
});

test('with a domain the issuer’s address is stable, and conditions on it need no custom resource', () => {
  const stable = synthesize({ file: { issuer: { domain, certificateArn } } }).base;
  const role = propertiesOf(stable, 'AWS::IAM::Role', 'EnvironmentopsnightlyRole');

  expect(propertiesOf(stable, 'AWS::IAM::OIDCProvider', 'IssuerProvider')['Url']).toBe(`https://${domain}`);
  expect(propertiesOf(stable, 'AWS::ApiGatewayV2::DomainName', 'IssuerDomain')).toMatchObject({
    DomainName: domain,
    DomainNameConfigurations: [{ CertificateArn: certificateArn, EndpointType: 'REGIONAL' }],
  });
  expect(stable.toJSON()['Outputs']).toHaveProperty('IssuerDomainTarget');
  expect(statements(role['AssumeRolePolicyDocument'])).toMatchObject([
    {
      Condition: {
        StringEquals: {
          [`${domain}:aud`]: 'aws:acme',
          [`${domain}:sub`]: 'pulumi:environments:org:acme:env:ops/nightly',
        },
      },
    },
  ]);
  stable.resourceCountIs('Custom::AWSCDKCfnJson', 0);
});

test('a domain without a certificate is refused in words', () => {
  expect(() => synthesize({ file: { issuer: { domain } } })).toThrow(
    'issuer.domain needs issuer.certificateArn',
  );
});
