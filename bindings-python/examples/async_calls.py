"""Makes keys at the same time, verifies them, changes them and lists them."""

import asyncio


from unkey_kit import (
    UNSET,
    AsyncUnkey,
    CreatedKey,
    Credits,
    CreditsUpdate,
    Key,
    KeyNotFoundError,
    RatelimitRule,
    Response,
    VerificationCode,
)


async def make(unkey: AsyncUnkey, api_id: str, user: str) -> Response[CreatedKey]:
    return await unkey.keys.create(
        api_id=api_id,
        external_id=user,
        credits=Credits(remaining=10),
        ratelimits=[RatelimitRule(name="requests", limit=100, duration=60_000), {"name": "writes", "limit": 10, "duration": 60_000}],
        meta={"plan": "pro"},
    )


async def main() -> None:
    async with AsyncUnkey() as unkey:
        api = await unkey.apis.create("payments")
        made = await asyncio.gather(*(make(unkey, api.data.api_id, f"user_{n}") for n in range(8)))
        verdict = (await unkey.keys.verify(made[0].data.key, tags=["example"])).data
        code: VerificationCode = verdict.code
        print(verdict.valid, code, verdict.credits)
        await unkey.keys.update(made[0].data.key_id, name=None, expires=UNSET, credits=CreditsUpdate(remaining=None))
        async for key in unkey.keys.list(api.data.api_id, limit=3):
            match key:
                case Key(key_id=key_id, credits=None):
                    print(key_id, "has no bound")
                case Key(key_id=key_id, credits=Credits(remaining=remaining)):
                    print(key_id, "has", remaining)
        async for page in unkey.keys.list(api.data.api_id, limit=3).pages():
            print(page.meta.request_id, len(page.data), page.pagination.has_more)
        try:
            await unkey.with_options(timeout=2.0).keys.delete("key_1")
        except KeyNotFoundError as error:
            print(error.code, error.request_id)


if __name__ == "__main__":
    asyncio.run(main())
