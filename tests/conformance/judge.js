// Judges one run of the suite by what it wrote down. The suite's own verdict leaves out the scenarios that its requirement
// set doesn't score, takes a misspelt entry of the expected failures for none, and never asks how much was checked.
//
//     node judge.js REVISION FOLDER_OF_RESULTS EXPECTED_FAILURES MIN_PASSED
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const [revision, results, expectedFailures, minPassed] = process.argv.slice(2);
const expected = parse(readFileSync(expectedFailures, "utf8")).server;

// A folder is called `server-SCENARIO-TIME`.
const scenarios = new Map();
for (const folder of readdirSync(results)) {
  const name = folder.match(/^server-(.+)-\d{4}-\d\d-\d\dT[\d-]+Z$/)?.[1];
  if (!name) throw new Error(`not a result of a scenario: ${folder}`);
  scenarios.set(name, JSON.parse(readFileSync(join(results, folder, "checks.json"), "utf8")));
}

const failed = (checks) => checks.filter(({ status }) => status === "FAILURE" || status === "WARNING");
const problems = [];

for (const entry of expected) {
  const [scenario, check] = entry.split(":");
  const checks = (scenarios.get(scenario) ?? []).filter(({ id }) => !check || id === check);
  if (checks.length === 0) problems.push(`expected to fail, but it never ran: ${entry}`);
  else if (failed(checks).length === 0) problems.push(`expected to fail, but it passes: take it off the list: ${entry}`);
}

let failedAsExpected = 0;
for (const [scenario, checks] of scenarios) {
  for (const { id, status, errorMessage } of failed(checks)) {
    if (expected.includes(scenario) || expected.includes(`${scenario}:${id}`)) failedAsExpected += 1;
    else problems.push(`${status.toLowerCase()}: ${scenario}:${id}: ${errorMessage}`);
  }
}

const count = (wanted) => [...scenarios.values()].flat().filter(({ status }) => status === wanted).length;
const passed = count("SUCCESS");
// No number is below a floor that is none.
if (!(passed >= Number.parseInt(minPassed, 10))) problems.push(`only ${passed} checks passed, and the floor is ${minPassed}`);

for (const problem of problems) console.error(problem);
console.log(
  `conformance ${revision}: ${scenarios.size} scenarios, ${passed} checks passed (floor: ${minPassed}), ` +
    `${failedAsExpected} failed as expected, ${count("SKIPPED")} don't apply, ${problems.length} problems`,
);
process.exitCode = scenarios.size > 0 && problems.length === 0 ? 0 : 1;
