// The project's template has no findings, and each mistake put into it is one.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { check } from './check.mjs';

const template = readFileSync(new URL('../../template.yaml', import.meta.url), 'utf8');

const mistakes = {
  'a property that does not exist': ['PubliclyAccessible: false', 'PublicAccessible: false'],
  'a resource that does not exist': ['!Ref PrivateRoutes', '!Ref PrivatRoutes'],
  'an attribute that does not exist': ['!GetAtt Watchdog.Arn', '!GetAtt Watchdog.Arm'],
  'a version that nobody publishes': ['AutoPublishAlias: live', 'Description: live'],
  'a runtime that does not exist': ['nodejs24.x', 'nodejs25.x'],
  'too little memory': ['MemorySize: 512', 'MemorySize: 51'],
  'a property twice': ['      Timeout: 900\n', '      Timeout: 900\n      Timeout: 800\n'],
  'a backup kept for too long': ['BackupRetentionPeriod: 7', 'BackupRetentionPeriod: 99'],
  'a resource that may not be there': [/!If\n\s+- IsProduction\n\s+- (!GetAtt Cluster\.DBClusterResourceId)\n.*\n/, '$1\n'],
  'a deletion policy that SAM refuses': ['VersionDeletionPolicy: Delete', 'VersionDeletionPolicy: Snapshot'],
  'an image without a Dockerfile': [/ +Dockerfile: api\/Dockerfile\n/, ''],
  'a condition that does not exist': ['Condition: HasLambdaEndpoint', 'Condition: HasLambda'],
  'a DependsOn that leads nowhere': ['      - S3Endpoint\n', '      - S3EndPoint\n'],
  'an unknown tag': ['!Ref Vpc\n', '!Reff Vpc\n'],
  'a circle': ['  DatabaseGroup:\n', '  DatabaseGroup:\n    DependsOn: ApiGroup\n'],
};

test('the template', () => assert.deepEqual(check(template), []));

for (const [mistake, [from, to]] of Object.entries(mistakes)) {
  test(mistake, () => {
    const changed = template.replace(from, to);
    assert.ok(changed !== template, 'The mistake does not fit the template any more.');
    assert.notDeepEqual(check(changed), []);
  });
}
