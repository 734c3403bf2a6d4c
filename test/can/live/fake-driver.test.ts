import { driverContract } from './driver-contract.js';
import { FakeDriver } from './fake-driver.js';

const NAME = 'vcan0';

driverContract('the driver of the tests', () => {
  const driver = new FakeDriver();
  driver.add('lo', { isCan: false });
  driver.add(NAME);
  return Promise.resolve({
    driver,
    name: NAME,
    other: 'lo',
    reset() {
      if (!driver.look(NAME)) driver.add(NAME);
      driver.set(NAME, { up: true, fd: true });
    },
    add: () => driver.add(NAME),
    remove: () => driver.remove(NAME),
    set: (state) => driver.set(NAME, state),
    choke: () => driver.drain(NAME, { full: true }),
    free: () => driver.drain(NAME),
    receiveError: (id, data) => driver.receive(NAME, { error: true, id, data }),
    receiveRemote: (id, remoteLength) =>
      driver.receive(NAME, { remote: true, id, remoteLength, data: new Uint8Array() }),
    descriptors: () => Promise.resolve(driver.openSockets),
  });
});
