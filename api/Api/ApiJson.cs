using System.Text.Json.Serialization;
using Lockstep.Api.Addresses;
using Lockstep.Api.Categories;
using Lockstep.Api.Customers;
using Lockstep.Api.Health;
using Lockstep.Api.Http;
using Lockstep.Api.Http.Problems;
using Lockstep.Api.Orders;
using Lockstep.Api.Payments;
using Lockstep.Api.Products;
using Lockstep.Api.Reviews;
using Lockstep.Api.Shipments;
using Lockstep.Api.Stock;

namespace Lockstep.Api;

/// <summary>How what is answered is written, made when the API is compiled.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Address))]
[JsonSerializable(typeof(Category))]
[JsonSerializable(typeof(Customer))]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Payment))]
[JsonSerializable(typeof(Product))]
[JsonSerializable(typeof(Review))]
[JsonSerializable(typeof(Shipment))]
[JsonSerializable(typeof(StockLevel))]
[JsonSerializable(typeof(Page<Address>))]
[JsonSerializable(typeof(Page<Carrier>))]
[JsonSerializable(typeof(Page<Category>))]
[JsonSerializable(typeof(Page<Customer>))]
[JsonSerializable(typeof(Page<OrderSummary>))]
[JsonSerializable(typeof(Page<Payment>))]
[JsonSerializable(typeof(Page<Product>))]
[JsonSerializable(typeof(Page<Review>))]
[JsonSerializable(typeof(Page<Shipment>))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(Readiness))]
[JsonSerializable(typeof(Liveness))]
sealed partial class ApiJson : JsonSerializerContext;
