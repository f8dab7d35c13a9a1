// What SQLite's driver derives its objects from, for a Node 24 whose own header ends the program: from
// 24.19 on, an object that is collected asks for an environment that Node 24 does not have then. The
// driver gives back by itself what it holds, as it did with all releases before.

#include <node.h>

namespace node {
inline void NoCleanupHook(v8::Isolate*, void (*)(void*), void*) {}
}  // namespace node

#define AddEnvironmentCleanupHook NoCleanupHook
#define RemoveEnvironmentCleanupHook NoCleanupHook
#include <node_object_wrap.h>
#undef AddEnvironmentCleanupHook
#undef RemoveEnvironmentCleanupHook
