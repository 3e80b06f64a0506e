// While this lives the kernel ends RCU's grace periods by interrupts and does not wait for them
// (/sys/kernel/rcu_expedited): to take away many probes, each of which has to wait for some, in little time.
#pragma once

namespace trawl {

class ShortGracePeriods {
 public:
  ShortGracePeriods();
  ShortGracePeriods(const ShortGracePeriods&) = delete;
  ShortGracePeriods& operator=(const ShortGracePeriods&) = delete;
  ~ShortGracePeriods();

 private:
  bool changed_ = false;  // it was not so before, and could be changed
};

}  // namespace trawl
