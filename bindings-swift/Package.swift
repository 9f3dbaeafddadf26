// swift-tools-version:6.0
import PackageDescription

// On Apple's systems the native library is an XCFramework, made by `cargo xtask swift xcframework`. Elsewhere it is the
// library that cargo builds, which the linker finds by `-Xlinker -L`.
#if os(macOS)
    let native = Target.binaryTarget(name: "UnkeyNativeFFI", path: "UnkeyNativeFFI.xcframework")
#else
    let native = Target.systemLibrary(name: "UnkeyNativeFFI", path: "Sources/UnkeyNativeFFI")
#endif

let package = Package(
    name: "unkey-kit",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [
        .library(name: "UnkeyKit", targets: ["UnkeyKit"]),
        .library(name: "UnkeyKitTesting", targets: ["UnkeyKitTesting"]),
    ],
    targets: [
        native,
        .target(
            name: "UnkeyNative",
            dependencies: ["UnkeyNativeFFI"],
            // What TLS and the look for proxies need of Apple's systems.
            linkerSettings: ["CoreFoundation", "Security", "SystemConfiguration"].map {
                .linkedFramework($0, .when(platforms: [.iOS, .macOS]))
            }
        ),
        .target(name: "UnkeyKit", dependencies: ["UnkeyNative"]),
        .target(name: "UnkeyKitTesting", dependencies: ["UnkeyKit", "UnkeyNative"]),
        .testTarget(name: "UnkeyKitTests", dependencies: ["UnkeyKit", "UnkeyKitTesting", "UnkeyNative"]),
    ],
    swiftLanguageModes: [.v6]
)
