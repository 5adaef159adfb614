namespace Lockstep.Api.Payments;

/// <summary>Money that came for an order.</summary>
sealed record Payment(long Id, long OrderId, string Method, long AmountCents, DateTimeOffset PaidAt);

/// <summary>What can be written of a payment.</summary>
sealed record PaymentInput(string Method, long AmountCents);
