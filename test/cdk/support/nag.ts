import { Aspects, type Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks, type INagLogger } from 'cdk-nag';
import { reasons } from '../../../lib/cdk/nag-reasons.ts';
import { emptyApp, stacksOf } from './app.ts';

/** What cdk-nag found in an app, as `rule at path: finding`, and which reasons explained something. */
export function nag(build: (app: ReturnType<typeof emptyApp>) => void) {
  // The findings are read here, so that they need not stop synthesis as well.
  const app = emptyApp({ '@aws-cdk/core:annotationsInValidationReport': false });
  build(app);
  const found: { readonly rule: string; readonly path: string; readonly detail: string }[] = [];
  const note = (data: Parameters<INagLogger['onNonCompliance']>[0]) => {
    found.push({ rule: data.ruleId, path: data.resource.node.path, detail: data.findingId });
  };
  const logger: INagLogger = {
    onCompliance: () => {},
    onNonCompliance: note,
    onSuppressed: note,
    onError: (data) =>
      found.push({ rule: data.ruleId, path: data.resource.node.path, detail: data.errorMessage }),
    onSuppressedError: () => {},
    onNotApplicable: () => {},
  };
  for (const stack of stacksOf(app)) check(stack, logger);
  app.synth();
  const explains = ({ rule, path, detail }: (typeof found)[number]) =>
    reasons.filter(
      (reason) => reason.rule === rule && reason.path.test(path) && (reason.finding ?? /^/).test(detail),
    );
  return {
    unexplained: found
      .filter((finding) => explains(finding).length === 0)
      .map(({ rule, path, detail }) => `${rule} at ${path}: ${detail}`),
    used: new Set(found.flatMap(explains)),
  };
}

function check(stack: Stack, logger: INagLogger): void {
  Aspects.of(stack).add(new AwsSolutionsChecks({ additionalLoggers: [logger], reports: false }));
}
