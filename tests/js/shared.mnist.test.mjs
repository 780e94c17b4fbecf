// The page waits for MNIST: it asks while it is on its way, and only then.
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { awaitMnist } from "../../assets/shared/mnist.js";

mock.timers.enable({ apis: ["setTimeout"] });
const EVERY = 10;

// A component whose model's data is replaced by `show`; `answers` are the server's, one for each question.
function component(value, answers) {
  const told = { asked: [], found: [] };
  const parts = { props: { value }, server: {}, watch: () => {} };
  parts.server.mnist = async (request) => {
    told.asked.push(request);
    return answers.shift();
  };
  parts.watch = (name, call) => {
    assert.equal(name, "value");
    told.show = (next) => {
      parts.props.value = next;
      call();
    };
  };
  awaitMnist(parts, (found) => told.found.push(found), EVERY);
  return told;
}

async function pass(times) {
  for (let i = 0; i < times; i++) {
    mock.timers.tick(EVERY);
    await new Promise((done) => setImmediate(done));
  }
}

test("it asks until MNIST has come, even where the server does not answer", async () => {
  const came = { mnist: "here", test_digits: 7, nearest: true };
  const told = component({ mnist: "coming" }, [null, { error: "Later." }, { mnist: "coming" }, came]);
  await pass(9);
  assert.deepEqual([told.found, told.asked], [[came], [{}, {}, {}, {}]]);
});

test("it asks for nothing that is here, that cannot be had, or that is not of MNIST", async () => {
  const told = component({ mnist: "here" }, []);
  for (const mnist of ["here", "absent", undefined]) told.show({ mnist });
  told.show(null);
  await pass(3);
  assert.deepEqual(told.asked, []);
});

test("what a model's own data says is not overwritten by an answer for the one before", async () => {
  const told = component({ mnist: "coming" }, [{ mnist: "absent" }, { mnist: "absent" }]);
  mock.timers.tick(EVERY);
  told.show({ mnist: "here" }); // while the answer is on its way
  await pass(3);
  assert.deepEqual([told.found, told.asked.length], [[], 1]);
  told.show({ mnist: "coming" });
  await pass(3);
  assert.deepEqual(told.found, [{ mnist: "absent" }]);
});
