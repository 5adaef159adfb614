// Checks a SAM template without AWS. CloudFormation's tags are read, SAM's functions become the resources that the transform
// makes of them, as far as checking needs, and AWS's own offline validator judges the result for each value of Environment.
// What this does not know is a finding.
import validator from '@aws/cloudformation-validate';
import { parseDocument } from 'yaml';
import { tags } from './intrinsics.mjs';
import { expand } from './sam.mjs';

const engine = new validator.CelEngine();

export function check(text) {
  const document = parseDocument(text, { customTags: tags });
  const unreadable = [...document.errors, ...document.warnings].map(problem => problem.message.split('\n')[0]);
  if (unreadable.length > 0) return unreadable;
  const { template, findings } = expand(document.toJS());
  const environments = template.Parameters?.Environment?.AllowedValues ?? [undefined];
  return [...findings, ...new Set(environments.flatMap(Environment => validate(template, Environment && { Environment })))];
}

function validate(template, parameterOverrides) {
  const bytes = new TextEncoder().encode(JSON.stringify(template));
  const options = { severityLevel: 'WARN', pseudoParameterOverrides: { region: 'eu-west-1' }, parameterOverrides };
  const { diagnostics } = engine.validateStandard({ path: 'template.yaml', readBytes: () => bytes }, options);
  return diagnostics.map(found => `${found.entity?.logicalId ?? ''} ${found.ruleId} ${found.message}`.trim());
}
