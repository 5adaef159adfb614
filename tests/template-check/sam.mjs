// What SAM's transform makes of AWS::Serverless::Function with an image, as far as checking needs.
import { attribute } from './intrinsics.mjs';

const Serverless = 'AWS::Serverless::';
const image = { ImageUri: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/name:tag' };
// Others go to AWS::Lambda::Function as they are, where the validator knows them or not.
const ofSamAlone = ['AutoPublishAlias', 'Events', 'VersionDeletionPolicy'];
const variable = /\$\{([^!}][^}]*)\}/g;
const ofHttpApi = ['ApiId', 'Method', 'Path', 'PayloadFormatVersion', 'TimeoutInMillis'];

export function expand(source) {
  const template = structuredClone(source);
  const findings = [];
  const globals = template.Globals?.Function ?? {};
  const unknown = Object.keys(template.Globals ?? {}).filter(name => name !== 'Function');
  findings.push(...unknown.map(name => `Globals: ${name} is not known here`));
  delete template.Globals;
  delete template.Transform;

  const names = {};
  for (const [id, resource] of Object.entries(source.Resources)) {
    if (!resource.Type?.startsWith(Serverless)) continue;
    if (resource.Type === `${Serverless}Function`) {
      Object.assign(names, expandFunction(template.Resources, id, resource, globals, findings));
    } else {
      findings.push(`${id}: ${resource.Type} is not known here`);
    }
  }
  const published = new Set(Object.keys(names).map(name => name.split('.')[0]));
  const rename = name => {
    const [, id, kind, rest] = /^([A-Za-z0-9]+)\.(Alias|Version)(\..+)?$/.exec(name) ?? [];
    if (!id || source.Resources[id]?.Type !== `${Serverless}Function`) return name;
    if (!published.has(id)) findings.push(`${name} needs AutoPublishAlias on ${id}`);
    return (names[`${id}.${kind}`] ?? name) + (rest ?? '');
  };
  template.Resources = renamed(template.Resources, rename);
  if (template.Outputs) template.Outputs = renamed(template.Outputs, rename);
  return { template, findings };
}

function expandFunction(resources, id, resource, globals, findings) {
  const properties = { ...globals, ...resource.Properties };
  if (properties.PackageType !== 'Image') findings.push(`${id}: PackageType must be Image here`);
  const { Dockerfile, DockerContext } = resource.Metadata ?? {};
  if (!Dockerfile || !DockerContext) findings.push(`${id}: Metadata needs Dockerfile and DockerContext`);
  if (!properties.Role) findings.push(`${id}: it needs a Role; the one that SAM makes allows too much`);
  const plain = Object.fromEntries(Object.entries(properties).filter(([name]) => !ofSamAlone.includes(name)));
  resources[id] = { ...resource, Type: 'AWS::Lambda::Function', Properties: { ...plain, Code: image } };
  expandEvents(resources, id, properties, findings);
  return properties.AutoPublishAlias ? publish(resources, id, properties, findings) : {};
}

function publish(resources, id, { AutoPublishAlias, VersionDeletionPolicy = 'Retain' }, findings) {
  const isPolicy = ['Delete', 'Retain'].includes(VersionDeletionPolicy);
  if (!isPolicy) findings.push(`${id}: VersionDeletionPolicy must be Delete or Retain`);
  const version = `${id}Version`;
  const alias = `${id}Alias${AutoPublishAlias}`;
  resources[version] = {
    Type: 'AWS::Lambda::Version',
    DeletionPolicy: VersionDeletionPolicy,
    UpdateReplacePolicy: VersionDeletionPolicy,
    Properties: { FunctionName: { Ref: id } },
  };
  resources[alias] = {
    Type: 'AWS::Lambda::Alias',
    Properties: { Name: AutoPublishAlias, FunctionName: { Ref: id }, FunctionVersion: { 'Fn::GetAtt': [version, 'Version'] } },
  };
  return { [`${id}.Version`]: version, [`${id}.Alias`]: alias };
}

function expandEvents(resources, id, { AutoPublishAlias, Events = {} }, findings) {
  for (const [name, event] of Object.entries(Events)) {
    if (event.Type !== 'HttpApi' || AutoPublishAlias) {
      findings.push(`${id}.Events.${name}: ${event.Type}${AutoPublishAlias ? ' on an alias' : ''} is not known here`);
      continue;
    }
    for (const property of Object.keys(event.Properties ?? {}).filter(property => !ofHttpApi.includes(property)))
      findings.push(`${id}.Events.${name}: ${property} is no property of an HttpApi event`);
    resources.ServerlessHttpApi ??= { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api', ProtocolType: 'HTTP' } };
    resources[`${id}${name}Permission`] = {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        Principal: 'apigateway.amazonaws.com',
        FunctionName: { Ref: id },
        SourceArn: { 'Fn::Sub': 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${ServerlessHttpApi}/*' },
      },
    };
  }
}

// Function.Version and Function.Alias are SAM's; the resources behind them have names of their own.
function renamed(value, rename) {
  if (Array.isArray(value)) return value.map(item => renamed(item, rename));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => {
    if (key === 'Ref' && typeof inner === 'string') return [key, rename(inner)];
    if (key === 'Fn::GetAtt' && Array.isArray(inner)) return [key, attribute(rename(inner.join('.')))];
    if (key === 'Fn::Sub' && typeof inner === 'string') return [key, inner.replace(variable, (_, name) => `\${${rename(name)}}`)];
    return [key, renamed(inner, rename)];
  }));
}
